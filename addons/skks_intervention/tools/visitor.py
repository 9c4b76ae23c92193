"""Who is at the door, as far as a count of tries is concerned."""

import ipaddress


def network_of(address: str | None) -> str:
    """Return what one visitor has for an address: an IPv4 address, or an IPv6 /64.

    Whoever has one IPv6 address has 2^64 of them. A port, a zone and the IPv6 form
    of an IPv4 address make no other visitor of anybody.
    """
    text = (address or "").strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
