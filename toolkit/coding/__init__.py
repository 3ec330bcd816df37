"""The coding room: mentions by sentence -> headlines, anniversaries, exchanges."""
