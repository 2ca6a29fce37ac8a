import com.apollographql.apollo.compiler.ApolloCompiler
import com.apollographql.apollo.compiler.CodegenSchemaOptions
import com.apollographql.apollo.compiler.InputFile
import com.apollographql.apollo.compiler.buildCodegenOptions
import com.apollographql.apollo.compiler.buildIrOptions
import com.apollographql.apollo.compiler.codegen.writeTo
import java.io.File

/** Generates Kotlin and a manifest for a schema and a folder of operations, as Apollo's Gradle plugin does. */
fun main(arguments: Array<String>) {
    val (schema, operations, folder, manifest) = arguments.map(::File)
    ApolloCompiler.buildSchemaAndOperationsSources(
        schemaFiles = listOf(InputFile(schema, "")),
        executableFiles = operations.listFiles()!!.filter { it.extension == "graphql" }.map { InputFile(it, "") },
        codegenSchemaOptions = CodegenSchemaOptions(),
        irOptions = buildIrOptions(),
        codegenOptions = buildCodegenOptions(packageName = "hub", operationManifestFormat = arguments[4]),
        layoutFactory = null,
        operationIdsGenerator = null,
        irOperationsTransform = null,
        javaOutputTransform = null,
        kotlinOutputTransform = null,
        documentTransform = null,
        schemaDocumentTransform = null,
        logger = Logger,
        operationManifestFile = manifest,
    ).writeTo(folder, true, null)
}

private object Logger : ApolloCompiler.Logger {
    override fun debug(message: String) = Unit

    override fun info(message: String) = Unit

    override fun warning(message: String) = println(message)

    override fun error(message: String) = println(message)
}
