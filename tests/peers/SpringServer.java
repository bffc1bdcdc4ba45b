// Serves docs/examples/handlers/spring without Spring Boot, which no Debian package has: Spring MVC on Tomcat, at $SERVER_PORT.
package com.example;

import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

public class SpringServer {
  public static void main(String[] arguments) throws Exception {
    AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
    context.register(PropertySourcesPlaceholderConfigurer.class, RequestMappingHandlerMapping.class, RequestMappingHandlerAdapter.class,
        StreamWebhook.class);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(Integer.parseInt(System.getenv("SERVER_PORT")));
    Context root = tomcat.addContext("", null);
    Tomcat.addServlet(root, "spring", new DispatcherServlet(context));
    root.addServletMappingDecoded("/", "spring");
    tomcat.getConnector();
    tomcat.start();
    tomcat.getServer().await();
  }
}
