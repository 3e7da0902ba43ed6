"""What a role shows of itself besides what it counts."""
