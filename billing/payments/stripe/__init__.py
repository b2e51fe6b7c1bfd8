"""Payment Links of Stripe: one for each invoice, good for one payment of the exact amount."""
