"""Problems: errors, which keep a schedule from being exported, warnings and notes."""
