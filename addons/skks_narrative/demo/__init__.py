"""The demo town's positions: imported while demo data is being loaded."""
