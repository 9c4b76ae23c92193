"""Reports of the demo town: imported while demo data is being loaded."""
