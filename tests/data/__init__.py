"""Made-up but lifelike data: names of tasks, and what people would type to find them."""
