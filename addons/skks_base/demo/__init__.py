"""The demo town: imported while demo data is being loaded, at no other time."""
