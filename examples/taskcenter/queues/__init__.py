"""Exports the queues as the exporter of asynq does."""
