"""The role `api`."""

from __future__ import annotations

import asyncio

from starlette.middleware import Middleware

from taskcenter import process
from taskcenter.admin.condition import Condition
from taskcenter.admin.opened import Opened
from taskcenter.api.application import Api, application
from taskcenter.exports.active import follow_active_tasks
from taskcenter.faults.chosen import of_any_service, of_the_database
from taskcenter.faults.fault import Fault
from taskcenter.faults.requests import Errors, Slow, Trouble, Troubled
from taskcenter.options import Options
from taskcenter.serving import Served
from taskcenter.storage import database
from taskcenter.storage.cache import cache_at
from taskcenter.storage.pool import Pool
from taskcenter.storage.tasks import Tasks
from taskcenter_monitor.telemetry.health import Check, Health


async def run(options: Options) -> int:
    """Until it is told to end."""
    pool = Pool(options.database_url, options.pool)
    log = process.begin(options)
    stop = process.Stop()
    trouble, condition, cache = Trouble(), Condition(), cache_at(options.redis)
    api = Api(Tasks(pool), cache, options.businesses)
    around = [Middleware(Troubled, trouble)] if options.faults else []
    served = Served(application(api, around), options.host, options.port)
    optional: dict[str, Check] = {"redis": cache.health} if options.redis else {}
    health = Health({"database": lambda: database.health(pool)}, optional=optional)
    faults = [Slow(trouble), Errors(trouble), *_of_the_process(options, condition, served, pool)]
    admin = Opened(options, health, condition, faults)
    pool.watch()
    await served.open()
    log.info("listening", url=served.url, admin_url=admin.url)
    following = asyncio.create_task(follow_active_tasks(pool, options.businesses, stop))
    await stop.wait()
    await asyncio.to_thread(admin.close)
    await served.close()
    await following
    await asyncio.to_thread(pool.close)
    log.info("ended")
    process.end(stop)
    return 0


def _of_the_process(
    options: Options, condition: Condition, served: Served, pool: Pool
) -> list[Fault]:
    business = options.businesses[0]
    return [*of_any_service(condition, served), *of_the_database(pool, business)]
