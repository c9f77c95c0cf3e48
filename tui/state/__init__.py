"""The fleet: snapshots and their differences, polling, actions and their outcome."""
