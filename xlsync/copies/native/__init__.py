"""Our functions said by ordinary formulas: a template or a writer each."""
