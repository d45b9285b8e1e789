"""People, their organisations and their roles in them."""
