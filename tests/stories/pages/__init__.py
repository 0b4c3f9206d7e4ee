"""Stories of the reading pages: who reads them, what they show, and what attacks get."""
