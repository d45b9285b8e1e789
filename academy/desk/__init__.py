"""The roof: pages that bring several floors together."""
