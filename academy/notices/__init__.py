"""Messages to people: on the site, and from there by mail and other channels."""
