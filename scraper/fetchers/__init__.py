"""What gives Pages: HTTP, saved files, WARC, a browser; with robots.txt and politeness.

Each name is imported from its own module, so that reading a file does not load an HTTP client:

    addresses     which network addresses may be asked; Resolver
    browser       BrowserFetcher, for pages that scripts fill in (extra ``browser``)
    files         read_pages: files, folders, standard input, MHTML, e-mail, WARC
    http          HttpFetcher
    politeness    Gate, GateSettings: when a host may be asked, by how many at once
    robots        RobotsCache; X-Robots-Tag and robots meta tags
    settings      HttpSettings

    resolver = Resolver()
    gate = Gate(GateSettings(delay=1.0), addresses=resolver.addresses)
    settings = HttpSettings(user_agent="ExampleBot/1.0 (+https://bot.example)")
    with HttpFetcher(settings, gate=gate, resolver=resolver) as fetcher:
        robots = RobotsCache(fetcher, settings.user_agent, gate=gate)
        page = fetcher.fetch("https://news.example/story", check=robots.check)
"""
