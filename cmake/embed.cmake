# cmake -DINPUT=a.json;b.json -DOUTPUT=x.cc -DHEADER=h.h -DNAMESPACE=n -P embed.cmake: embeds each file
# as a std::string_view named after it: a-b.json becomes a_b_text. With -DROOT=dir the name is the whole path below dir:
# b/a.json becomes b_a_json_text.
set(source "// Made by cmake/embed.cmake; do not edit.\n#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n")
foreach(file IN LISTS INPUT)
  if(ROOT)
    file(RELATIVE_PATH name "${ROOT}" "${file}")
  else()
    get_filename_component(name "${file}" NAME_WE)
  endif()
  string(MAKE_C_IDENTIFIER "${name}" name)
  file(READ "${file}" text)
  string(LENGTH "${text}" length)
  if(length GREATER 65000)
    message(FATAL_ERROR "${file}: too long for one string literal")
  endif()
  string(APPEND source "const std::string_view ${name}_text = R\"embedded(${text})embedded\";\n")
endforeach()
file(WRITE "${OUTPUT}" "${source}}  // namespace ${NAMESPACE}\n")
