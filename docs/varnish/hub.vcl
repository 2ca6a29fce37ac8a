# Varnish for the hub's API (docs/api/caching.md), version 7.1 with vmod xkey (Debian: varnish, varnish-modules).
# Set the backend to the hub's address, and the list of addresses that may purge to the worker's.
vcl 4.1;

import xkey;

backend hub {
    .host = "127.0.0.1";
    .port = "8000";
}

acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403));
        }
        if (!req.http.Xkey-Purge) {
            return (synth(400));
        }
        set req.http.Gone = xkey.purge(req.http.Xkey-Purge);
        return (synth(200, "Purged " + req.http.Gone));
    }
    # Private requests are passed: neither looked up nor stored here.
    if ((req.method != "GET" && req.method != "HEAD") || req.http.Authorization || req.http.Cookie ~ "sessionid="
        || req.http.GraphQL-Cost || req.url !~ "^/graphql([/?]|$)" || req.url ~ "^/graphql/stream") {
        return (pass);
    }
    # The API ignores all other cookies.
    unset req.http.Cookie;
    return (hash);
}

sub vcl_backend_response {
    # Only store what the hub allows shared caches to store; stale-while-revalidate is Varnish's grace.
    if (beresp.http.Cache-Control !~ "s-maxage=[1-9]") {
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
        return (deliver);
    }
    set beresp.http.xkey = beresp.http.Surrogate-Key;
}

sub vcl_deliver {
    set resp.http.X-Cache = "miss";
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    }
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
}
