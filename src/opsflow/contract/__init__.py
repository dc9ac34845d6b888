"""What the outside sees and sends: models of the JSON, the configuration and the imports."""
