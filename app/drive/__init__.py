"""The tab “Test drive”: small real networks, trained under the design and the pins."""
