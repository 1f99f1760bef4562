"""PostgreSQL and Redis on kept connections."""
