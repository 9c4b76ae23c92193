"""Pure helpers of the press office, free of the database."""
