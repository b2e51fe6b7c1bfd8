"""The room for rates, estimates, margin, invoices and payment; there is nothing in it yet."""
