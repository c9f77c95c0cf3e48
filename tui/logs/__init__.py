"""Following, storing, querying and formatting log text, without any user interface."""
