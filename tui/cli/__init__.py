"""The plain commands, one module each; none of them imports Textual."""
