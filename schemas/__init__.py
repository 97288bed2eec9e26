"""The records that pass between the steps, their Arrow schemas, and the settings."""
