# Varnish that caches the website's pages for a minute, although the hub requires revalidation, and accepts the hub's
# PURGE of a URL (HUB_FRONTEND_CACHE=http, docs/api/caching.md). Private responses are never cached.
vcl 4.1;

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
        return (purge);
    }
    # Private requests are passed, and so is the API: hub.vcl caches that.
    if ((req.method != "GET" && req.method != "HEAD") || req.http.Authorization || req.http.Cookie ~ "sessionid="
        || req.url ~ "^/graphql" || req.url ~ "^/admin/") {
        return (pass);
    }
    unset req.http.Cookie;
    return (hash);
}

sub vcl_backend_response {
    if (beresp.status != 200 || beresp.http.Cache-Control !~ "^public") {
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
        return (deliver);
    }
    set beresp.ttl = 60s;
    set beresp.grace = 0s;
}

sub vcl_deliver {
    set resp.http.X-Cache = "miss";
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    }
}
