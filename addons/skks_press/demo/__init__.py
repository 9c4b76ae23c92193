"""The demo town's press office: imported while demo data is being loaded."""
