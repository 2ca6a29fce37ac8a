import com.apollographql.apollo.ApolloClient
import com.apollographql.apollo.api.ApolloResponse
import com.apollographql.apollo.api.Operation
import com.apollographql.apollo.api.Optional
import com.apollographql.apollo.api.http.HttpMethod
import com.apollographql.apollo.api.http.HttpRequest
import com.apollographql.apollo.api.http.HttpResponse
import com.apollographql.apollo.api.json.buildJsonString
import com.apollographql.apollo.api.json.writeAny
import com.apollographql.apollo.network.http.HttpInterceptor
import com.apollographql.apollo.network.http.HttpInterceptorChain
import hub.AppErrorQuery
import hub.AppListQuery
import hub.AppLocaleQuery
import hub.AppPageQuery
import hub.AppRegisterMutation
import hub.AutomaticKotlinQuery
import hub.type.LocaleFallback
import hub.type.RegisterOperationsInput
import java.util.UUID
import kotlinx.coroutines.runBlocking
import okio.Buffer

/** Apollo Kotlin with the classes of its compiler: prints the results of all operations as JSON. */
fun main(arguments: Array<String>) = runBlocking {
    val (url, key, poorKey, text) = arguments
    val client = ApolloClient.Builder().serverUrl(url).build()
    val list = client.query(AppListQuery()).execute().dataOrThrow().guidance!!.nodes
    val failed = client.query(AppErrorQuery("fr")).execute()
    val error = failed.errors!!.single()
    val data = mapOf("revision" to failed.data!!.revision, "guidance" to failed.data!!.guidance?.nodes?.map { it.id })
    val results = mapOf(
        "list" to list.map { mapOf("title" to it.title) },
        "paged" to readPages(client),
        "none" to readLocale(client, LocaleFallback.NONE),
        "default" to readLocale(client, LocaleFallback.DEFAULT),
        "persisted" to listOf(null, null, key, key).map { sendHash(url, it) },
        "mutation" to register(url, key, text),
        "error" to mapOf("code" to error.extensions!!["code"], "path" to error.path, "data" to data),
        "limit" to readLimit(url, poorKey),
    )
    println(buildJsonString { writeAny(results) })
}

private suspend fun readLocale(client: ApolloClient, fallback: LocaleFallback): List<Map<String, String>> {
    val found = client.query(AppLocaleQuery("cy", fallback)).execute().dataOrThrow().guidance!!
    return found.nodes.map { mapOf("title" to it.title, "locale" to it.locale) }
}

private suspend fun sendHash(url: String, token: String?): List<Any> {
    val sent = mutableListOf<String>()
    val data = automatic(url, token, sent).query(AutomaticKotlinQuery()).execute().dataOrThrow()
    return sent + data.guidance!!.nodes.size
}

private suspend fun register(url: String, key: String, text: String): List<Any> {
    val sent = mutableListOf<String>()
    val idempotencyKey = Optional.present(UUID.randomUUID().toString())
    val input = RegisterOperationsInput(idempotencyKey = idempotencyKey, texts = listOf(text))
    val data = automatic(url, key, sent).mutation(AppRegisterMutation(input)).execute().dataOrThrow()
    val operations = data.registerOperations!!.onRegisterOperationsSuccess!!.operations
    return sent + mapOf("operations" to operations.map { mapOf("sha256" to it.sha256) })
}

private suspend fun readPages(client: ApolloClient): List<String> {
    val ids = mutableListOf<String>()
    var after: String? = null
    do {
        val page = client.query(AppPageQuery(7, Optional.present(after))).execute().dataOrThrow().guidance!!
        ids += page.edges.map { it.node.id }
        after = page.pageInfo.endCursor
    } while (page.pageInfo.hasNextPage)
    return ids
}

/** A client that sends hashes first, and notes what it sends. */
private fun automatic(url: String, token: String?, sent: MutableList<String>): ApolloClient =
    ApolloClient.Builder()
        .serverUrl(url)
        .addHttpInterceptor(Noting(sent))
        .apply { token?.let { addHttpHeader("Authorization", "Bearer $it") } }
        .autoPersistedQueries(httpMethodForHashedQueries = HttpMethod.Get)
        .build()

private class Noting(private val sent: MutableList<String>) : HttpInterceptor {
    override suspend fun intercept(request: HttpRequest, chain: HttpInterceptorChain): HttpResponse {
        val body = request.body?.let { body -> Buffer().also(body::writeTo).readUtf8() }.orEmpty()
        val hasText = "\"query\":" in body || "query=" in request.url
        sent += "${request.method.name.uppercase()} ${if (hasText) "text" else "hash"}"
        return chain.proceed(request)
    }
}

private suspend fun readLimit(url: String, key: String): Map<String, Any?> {
    val refusal = mutableMapOf<String, Any?>()
    val client = ApolloClient.Builder()
        .serverUrl(url)
        .addHttpHeader("Authorization", "Bearer $key")
        .addHttpInterceptor(object : HttpInterceptor {
            override suspend fun intercept(request: HttpRequest, chain: HttpInterceptorChain): HttpResponse {
                val response = chain.proceed(request)
                val retryAfter = response.headers.firstOrNull { it.name.equals("Retry-After", ignoreCase = true) }
                if (response.statusCode == 429) refusal += mapOf("status" to 429, "retryAfter" to retryAfter!!.value)
                return response
            }
        })
        .build()
    repeat(200) {
        val response: ApolloResponse<out Operation.Data> = client.query(AppListQuery()).execute()
        response.errors?.let { return refusal + ("code" to it.single().extensions!!["code"]) }
    }
    error("never refused")
}
