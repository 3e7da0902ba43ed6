"""Ids that Grafana 13.2 knows; what it does not know it skips, silently or with the whole panel."""

from __future__ import annotations

_TRANSFORMERS = """
    noop filterFields filterFieldsByName filterFrames filterByRefId filterByValue formatString
    formatTime order organize reduce concatenate calculateField joinByField seriesToRows rename
    labelsToFields ensureColumns groupBy sortBy merge renameByRegex histogram convertFieldType
    convertFrameType groupingToMatrix limit groupToNestedTable transpose
"""
TRANSFORMERS = frozenset(_TRANSFORMERS.split())
"""Transformations; an unknown one is left out without a word."""

_MATCHERS = """
    byType byTypes numeric time byName byRegexp byNames byRegexpOrNames byFrameRefID first
    firstTimeField byValue
"""
MATCHERS = frozenset(_MATCHERS.split())
"""What an override can select fields by; an unknown one has crashed whole dashboards."""

_REDUCERS = """
    lastNotNull last firstNotNull first min max mean median variance stdDev sum count countAll
    range delta step diff logmin allIsZero allIsNull changeCount distinctCount diffperc allValues
    uniqueValues
"""
REDUCERS = frozenset(_REDUCERS.split()) | {f"p{percent}" for percent in range(1, 100)}
"""What makes one number of many."""

_COLOURS = """
    fixed shades gradient thresholds palette-classic palette-classic-by-name palette-colorblind
    palette-categorical-next palette-categorical-next-2 palette-categorical-next-3
    continuous-viridis continuous-magma continuous-plasma continuous-inferno continuous-cividis
    continuous-GrYlRd continuous-RdYlGr continuous-BlYlRd continuous-YlRd continuous-BlPu
    continuous-YlBl continuous-blues continuous-reds continuous-greens continuous-purples
"""
COLOURS = frozenset(_COLOURS.split())
"""Colour modes."""

_UNITS = """
    none string short sishort percent percentunit humidity dB candela hex0x hex sci locale pixel
    accMS2 accFS2 accG degree radian grad arcmin arcsec areaM2 areaF2 areaMI2 acres hectares flops
    mflops gflops tflops pflops eflops zflops yflops ppm conppb conngm3 conngNm3 conμgm3 conμgNm3
    conmgm3 conmgNm3 congm3 congNm3 conmgdL conmmolL currencyUSD currencyGBP currencyEUR
    currencyJPY currencyRUB currencyUAH currencyBRL currencyDKK currencyISK currencyNOK currencySEK
    currencyCZK currencyCHF currencyPLN currencyBTC currencymBTC currencyμBTC currencyZAR
    currencyINR currencyKRW currencyIDR currencyPHP currencyVND currencyTRY currencyMYR currencyXPF
    currencyBGN currencyPYG currencyUYU currencyILS bytes decbytes bits decbits kbytes deckbytes
    mbytes decmbytes gbytes decgbytes tbytes dectbytes pbytes decpbytes pps binBps Bps binbps bps
    KiBs Kibits KBs Kbits MiBs Mibits MBs Mbits GiBs Gibits GBs Gbits TiBs Tibits TBs Tbits PiBs
    Pibits PBs Pbits dateTimeAsIso dateTimeAsIsoNoDateIfToday dateTimeAsUS
    dateTimeAsUSNoDateIfToday dateTimeAsLocal dateTimeAsLocalNoDateIfToday dateTimeAsSystem
    dateTimeFromNow watt kwatt megwatt gwatt mwatt Wm2 voltamp kvoltamp voltampreact kvoltampreact
    watth watthperkg kwatth kwattm mwatth amph kamph mamph joule ev amp kamp mamp volt kvolt mvolt
    dBm mohm ohm kohm Mohm farad µfarad nfarad pfarad ffarad henry mhenry µhenry lumens flowgpm
    flowcms flowcfs flowcfm litreh flowlpm flowmlpm lux forceNm forcekNm forceN forcekN Hs KHs MHs
    GHs THs PHs EHs massmg massg masslb masskg masst lengthmm lengthcm lengthin lengthft lengthm
    lengthkm lengthmi pressurembar pressurebar pressurekbar pressurepa pressurehpa pressurekpa
    pressurehg pressurepsi radbq radci radgy radrad radsv radmsv radusv radrem radexpckg radr
    radsvh radmsvh radusvh rotrpm rothz rotkhz rotmhz rotghz rotrads rotdegs celsius fahrenheit
    kelvin hertz ns µs ms s m h d dtdurationms dtdurations dthms dtdhms timeticks clockms clocks
    cps ops reqps rps wps iops eps mps recps rowsps cpm opm reqpm rpm wpm epm mpm recpm rowspm
    velocityms velocitykmh velocitymph velocityknot mlitre litre m3 Nm3 dm3 gallons bool
    bool_yes_no bool_on_off
"""
UNITS = frozenset(_UNITS.split())
"""Units; an unknown one is printed behind every number as it is written."""

UNIT_FORMS = ("prefix:", "suffix:", "si:", "time:", "currency:", "count:", "bool:")
"""Beginnings of units that people make up themselves; something follows the colon."""

REMOVED_PANELS = {
    "graph": "timeseries",
    "singlestat": "stat",
    "table-old": "table",
    "grafana-piechart-panel": "piechart",
    "grafana-worldmap-panel": "geomap",
    "natel-discrete-panel": "state-timeline",
    "flant-statusmap-panel": "status-history",
    "michaeldmoore-multistat-panel": "bargauge",
}
"""Panels in Angular, which Grafana no longer shows, and what shows the same today."""
