import com.apollographql.apollo.compiler.ApolloCompiler
import com.apollographql.apollo.compiler.CodegenSchemaOptions
import com.apollographql.apollo.compiler.InputFile
import com.apollographql.apollo.compiler.buildCodegenOptions
import com.apollographql.apollo.compiler.buildIrOptions
import com.apollographql.apollo.compiler.codegen.writeTo
import java.io.File

/** Generates Kotlin for a schema and a folder of operations, as Apollo's Gradle plugin does. */
fun main(arguments: Array<String>) {
    val (schema, operations, folder) = arguments.map(::File)
    ApolloCompiler.buildSchemaAndOperationsSources(
        schemaFiles = listOf(InputFile(schema, "")),
        executableFiles = operations.listFiles()!!.filter { it.extension == "graphql" }.map { InputFile(it, "") },
        codegenSchemaOptions = CodegenSchemaOptions(),
        irOptions = buildIrOptions(),
        codegenOptions = buildCodegenOptions(packageName = "hub"),
        layoutFactory = null,
        operationOutputGenerator = null,
        irOperationsTransform = null,
        javaOutputTransform = null,
        kotlinOutputTransform = null,
        documentTransform = null,
        logger = object : ApolloCompiler.Logger {
            override fun warning(message: String) = println(message)
        },
        operationManifestFile = null,
    ).writeTo(folder, true, null)
}
