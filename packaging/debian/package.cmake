# The Debian package, by cpack from an installed tree; packaging/packages gives version, architecture, contact, summary and tree. It
# carries the portable binary, so that one file serves Debian 12 and 13 and Ubuntu 24.04, whose shared libraries have different names.
set(CPACK_PACKAGE_NAME streamctl)
set(CPACK_PACKAGE_VENDOR "The streamctl authors")
set(CPACK_PACKAGE_FILE_NAME streamctl)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.36)")  # scripts/release checks that it needs nothing else.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_PACKAGE_DESCRIPTION
"It receives, verifies, records, replays and forges the webhooks of Stream
Video, checks handlers of webhooks, sends events, watches calls, creates
tokens, and contains an emulator of Stream for development and tests.")
set(CPACK_STRIP_FILES OFF)
set(CPACK_SET_DESTDIR OFF)
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_INSTALL_PREFIX /)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
