"""The sample images: small real programs on the standard library, so that every machine has something to run."""
