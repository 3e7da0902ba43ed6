"""Takes tasks over HTTP."""
