"""The port for operators: metrics, health, and the faults of a drill."""
