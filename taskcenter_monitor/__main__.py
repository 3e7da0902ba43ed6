"""`python -m taskcenter_monitor` is the same as `tcmon`."""

from taskcenter_monitor.cli import main

if __name__ == "__main__":
    main()
