# Where a Debian package would put things.
include(GNUInstallDirs)
if(TARGET streamctl)
install(TARGETS streamctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
