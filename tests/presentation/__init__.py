"""Pure text from models."""
