"""Reading: text, pictures, steps, callouts and quotations."""
