"""Getting paid: links at a provider, addresses from a template, and codes for bank transfers."""
