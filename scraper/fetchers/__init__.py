"""Fetchers return Pages from HTTP, saved files, WARC or a browser, with robots.txt and politeness.

Import each name from its own module, so that reading a file does not load an HTTP client:

    addresses     name resolution and the policy of allowed network addresses; Resolver
    browser       BrowserFetcher, for pages rendered by scripts (extra ``browser``)
    files         read_pages: files, folders, standard input, MHTML, e-mail, WARC
    http          HttpFetcher
    politeness    Gate, GateSettings: delay and concurrency of requests per host
    robots        RobotsCache; X-Robots-Tag and robots meta tags
    settings      HttpSettings
    single        fetch: one page for a waiting user

Used by http: outgoing (a request: headers and credentials for its host), transport (connections to
checked addresses, with a time limit), answers (a response within limits, error messages), encodings
(gzip, br, zstd), cookies, refresh (redirects in markup). Used by files: mime, webarchive, warc,
json_pages and zips (ZIP, WACZ). Used by browser: guard_proxy (only to addresses that are allowed).

    resolver = Resolver()
    gate = Gate(GateSettings(delay=1.0), addresses=resolver.addresses)
    settings = HttpSettings(user_agent="ExampleBot/1.0 (+https://bot.example)")
    with HttpFetcher(settings, gate=gate, resolver=resolver) as fetcher:
        robots = RobotsCache(fetcher, settings.user_agent, gate=gate)
        page = fetcher.fetch("https://news.example/story", check=robots.check)
"""
