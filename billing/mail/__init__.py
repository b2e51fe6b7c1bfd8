"""Mail: invoices and reminders, drafted from templates, sent once, and never in doubt unseen."""
