"""Rates, estimates, margin, invoices and payment."""
