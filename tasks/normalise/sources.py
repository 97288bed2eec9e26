"""Which outlet an article is from, by hint, profile or address."""

from dataclasses import dataclass

from schemas.article import Evidence, Source, SourceHint
from schemas.keys import fold, stable_key
from tasks.normalise.profiles import Profiles, SourceProfile
from tasks.normalise.urls import host_of

UNKNOWN = "unknown"
# Codes that people write although ISO 3166 has another one for the country.
_COUNTRY_ALIASES = {"uk": "gb", "el": "gr"}


@dataclass(frozen=True)
class Resolved:
    """A source with the profile behind it and the evidence for its name."""

    source: Source
    profile: SourceProfile | None
    evidence: Evidence


def resolve_source(hint: SourceHint, url: str | None, site_name: str | None, profiles: Profiles) -> Resolved:
    """The outlet: what the hint says first, then its profile, then the page's own site name and host."""
    host = (hint.domain or "").lower().removeprefix("www.") or host_of(url)
    named_host = host_of(f"https://{hint.name}") if hint.name and " " not in hint.name else None
    profile = profiles.find(host, hint.name) or profiles.find(named_host)
    domain = (profile.domains[0] if profile and profile.domains else None) or host or named_host
    name, rule = _name(hint, profile, site_name, domain)
    country = (hint.country or (profile.country if profile else None) or "").lower() or None
    source = Source(
        source_id=stable_key(domain or fold(name)),
        name=name,
        domain=domain,
        country=_COUNTRY_ALIASES.get(country, country) if country else None,
        language=hint.language or (profile.language if profile else None),
        timezone=hint.tz or (profile.timezone if profile else None),
    )
    return Resolved(source, profile, Evidence(field="source", rule=rule, raw=name))


def names_of(resolved: Resolved, site_name: str | None = None) -> list[str]:
    """What an outlet may call itself in a title: its name, site, domain, the domain's own label, its sections."""
    source, profile = resolved.source, resolved.profile
    domains = [domain for domain in {source.domain, *(profile.domains if profile else ())} if domain]
    labels = [label for domain in domains for label in domain.split(".") if len(label) > 2]
    names = [source.name, site_name or "", *domains, *labels, *(profile.sections if profile else ())]
    return [name for name in names if name and name != UNKNOWN]


def _name(hint: SourceHint, profile: SourceProfile | None, site: str | None, domain: str | None) -> tuple[str, str]:
    if hint.name:
        return hint.name, "hint:name"
    if profile:
        return profile.name, "profile:name"
    if site:
        return site, "page:site-name"
    if domain:
        return domain, "url:host"
    return UNKNOWN, "none"
