"""Words for people about schedules."""
