// Boost.Beast's own code, compiled here once (BOOST_BEAST_SEPARATE_COMPILATION).
#include <utility>  // Before Beast: 1.74 uses std::exchange without it.

#include <boost/beast/src.hpp>
