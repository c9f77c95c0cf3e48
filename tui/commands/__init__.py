"""The user's actions, each declared once: key, label, help, and when it applies."""
