"""The printed form of a report: A4, tagged for screen readers, equal bytes for equal pages."""

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse


class _Nothing(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Fetches nothing: a report holds all it shows, and printing stops where one does not."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  # as WeasyPrint calls it
        raise FatalURLFetchingError(f"a report holds all it shows, yet it asked for {url}")


def pdf(html: bytes) -> bytes:
    """Print a page.

    :raises FatalURLFetchingError: when the page asks for anything outside itself.
    """
    made = HTML(string=html.decode(), url_fetcher=_Nothing()).write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(made, bytes)  # noqa: S101  # no target was named, so bytes come back
    return made
