"""Full-screen places and dialogs: compose, bindings, flow."""
