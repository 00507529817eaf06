"""What a schedule does to the loss: laws fitted on the logs of real runs, and what they predict."""
