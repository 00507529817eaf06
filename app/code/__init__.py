"""The exported code, shown as it is written."""
