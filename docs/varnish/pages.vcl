# Varnish that keeps the website's pages for a minute although the hub asks to be asked each time, and takes the hub's
# PURGE of an address (HUB_FRONTEND_CACHE=http, docs/api/caching.md). What the hub marks private is never kept.
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
    # What is somebody's own goes past, and so does the API: hub.vcl keeps that.
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
