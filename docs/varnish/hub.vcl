# Varnish in front of the hub's API (docs/api/caching.md). For Varnish 7.1 with vmod xkey (Debian: varnish,
# varnish-modules). Change the backend to where the hub listens, and the list of who may purge to where its worker runs.
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
    # What is somebody's own goes past: nothing of it is looked up here, and nothing is kept.
    if ((req.method != "GET" && req.method != "HEAD") || req.http.Authorization || req.http.Cookie ~ "sessionid="
        || req.http.GraphQL-Cost || req.url !~ "^/graphql([/?]|$)" || req.url ~ "^/graphql/stream") {
        return (pass);
    }
    # The others' cookies mean nothing to the API.
    unset req.http.Cookie;
    return (hash);
}

sub vcl_backend_response {
    # Only what the hub says that caches like this one may keep; stale-while-revalidate is Varnish's grace.
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
