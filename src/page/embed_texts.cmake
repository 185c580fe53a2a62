# Writes one C++ file that holds text files as string literals:
#   cmake -D OUTPUT=texts.cpp -D FOLDER=src -D "FILES=page/page.css;page/page.js" -P embed_texts.cmake
set(table "")
foreach(file ${FILES})
  file(READ ${FOLDER}/${file} text)
  string(LENGTH "${text}" length)
  if(length GREATER 60000)
    message(FATAL_ERROR "${file} has ${length} bytes; a string literal may have 65536: split the file")
  endif()
  string(FIND "${text}" ")BINET_TEXT\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${file} contains the end mark of its string literal")
  endif()
  string(APPEND table "    {\"${file}\", R\"BINET_TEXT(${text})BINET_TEXT\"},\n")
endforeach()
file(WRITE ${OUTPUT}.new "#include \"page/texts.hpp\"

namespace binet::detail {

std::span<const EmbeddedText> embedded_texts() {
  static constexpr EmbeddedText texts[] = {
${table}  };
  return texts;
}

}  // namespace binet::detail
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT})
file(REMOVE ${OUTPUT}.new)
