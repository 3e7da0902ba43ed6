"""Where tasks are kept: any database that SQLAlchemy speaks to."""
